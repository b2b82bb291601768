if 1:
    print('crlf')
print('done')
