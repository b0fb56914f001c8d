"""Showing: the site map, the screens, sessions. Screens read through `views` and write nothing but sign-ins."""
