"""SAM-UNet in PyTorch: the model, its training and its export."""
