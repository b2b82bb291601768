"""Tests of the package `stock`."""
