//! The one HTTP client: HTTPS by rustls with the system's roots, no redirects followed unless asked, bodies of limited size, no URL in an error.
