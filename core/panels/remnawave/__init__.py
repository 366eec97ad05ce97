"""A Remnawave 2.8 or 3.x on another machine behind the Panel port."""
