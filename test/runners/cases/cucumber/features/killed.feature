Feature: killed
  @own
  Scenario: is killed
    Then it is killed
