"""What it means: metrics, health, signals, proof."""
