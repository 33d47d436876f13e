"""What the screen of travel times is made of."""
