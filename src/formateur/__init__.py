"""Formateur: which governments can form, which cannot, and why."""
