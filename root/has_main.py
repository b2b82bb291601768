if __name__ == '__main__':
    print('must not print')
