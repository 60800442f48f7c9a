"""Bytes to links, as a browser reads them: decoding, HTML5 tree, anchors, regions, page facts."""
