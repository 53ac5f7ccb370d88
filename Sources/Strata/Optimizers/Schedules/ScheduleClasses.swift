extension Registry {
  /// The learning rate schedules.
  public static let schedules = ObjectTable<any LearningRateSchedule>("schedule", [:])
}
