print('other', __name__)
if __name__ == '__main__':
    print('other as main')
