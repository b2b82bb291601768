"""test_import must be able to import this; the tests that look into it are about loading C extensions."""
