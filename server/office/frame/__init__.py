"""What every page stands in: the menu, the language, the words."""
