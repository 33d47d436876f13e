"""What a round met: visits recorded in the field, in one transaction each, and taken back."""
