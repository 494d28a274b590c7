"""The bidding room over JSON. Receipts are answered byte for byte as signed."""
