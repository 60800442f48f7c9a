"""The ``scrapy`` commands of the project, one file each."""
