"""Geography without a network: official boundaries, localities, and the layers users bring."""
