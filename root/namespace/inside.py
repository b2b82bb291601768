print('namespace module', __name__)
