"""What is measured with: webs, pages, archives and documents, real ones and made ones."""
