"""Documents: whole configurations in the forms that apps read, made of proxies."""
