"""Demo data, made from a seed: plainly fictional accounts with stories to find in them."""
