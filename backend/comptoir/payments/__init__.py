"""How orders are paid: cash, the shop's terminal, and providers that are asked; and what is given back."""
