"""The owner's own texts in place of the product's: what there is, what may be saved, and saving it."""
