"""Displacement studies: declared before they are seen, kept, told in sentences, and handed out."""
