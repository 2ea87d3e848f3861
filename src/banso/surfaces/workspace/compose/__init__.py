"""From the answers of the apps to what a page's template is given. Nothing here writes."""
