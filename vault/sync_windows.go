package vault

// syncFolder does nothing: Windows writes names with the files.
func syncFolder(string) error { return nil }
