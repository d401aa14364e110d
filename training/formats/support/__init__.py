"""What the formats share: finding pictures and classes, geometry, archives, XML, masks. No file here is a format."""
