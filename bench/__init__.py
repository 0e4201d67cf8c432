"""Figures of speed: each bench is a module with a function `main`; its figures are JSON lines on standard output."""
