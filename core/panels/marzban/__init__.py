"""A Marzban 0.8 on another machine behind the Panel port."""
