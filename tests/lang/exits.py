import sys
sys.exit(sys.argv[1] if len(sys.argv) > 1 else 4)
