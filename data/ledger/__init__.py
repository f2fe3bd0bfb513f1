"""The ledger of the duty to inform: rules, duties, what became of them, and the figures over them."""
