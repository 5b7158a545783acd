"""How long a government lasts: its discipline, its margin, and what ends it."""
