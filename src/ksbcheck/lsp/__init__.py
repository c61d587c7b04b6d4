"""A language server for the manifests of portfolios: findings, statements and codes while they are written."""
