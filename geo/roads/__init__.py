"""What it takes to go from one place to the next: by road where roads are known, else by estimate."""
