"""How a government lasts: who can end its majority, and what follows when members go."""
