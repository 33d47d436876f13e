"""What a regulation moved: a study declared before looking, estimated by zone, with what it cannot say."""
