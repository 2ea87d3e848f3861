"""Facts for ever: Parquet parts under a catalogue, and the engine that reads them."""
