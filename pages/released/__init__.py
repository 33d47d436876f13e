"""The app on a release: what policy staff and the public open, without a way to the register."""
