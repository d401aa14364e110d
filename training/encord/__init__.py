"""The routes that Encord's own SDK calls, as far as projects and label rows need them."""
