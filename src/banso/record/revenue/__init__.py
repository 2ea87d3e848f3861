"""Revenue: contracts, lines and orders as they were stated, and the ledger of movements computed from them."""
