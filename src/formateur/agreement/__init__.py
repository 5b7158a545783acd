"""What the partners of a government settle on: terms, programme, portfolios."""
