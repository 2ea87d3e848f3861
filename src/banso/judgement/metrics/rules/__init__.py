"""What a metric is and how it compiles: pure, over values and table expressions."""
