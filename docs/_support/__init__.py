"""What pages and extensions need when the site is built."""
