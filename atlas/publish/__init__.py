"""From a record to a site: pages, pictures, data, and what tells others of them."""
