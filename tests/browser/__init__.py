"""Browser tests, a package so that the server and Chromium live exactly as long as they do."""
