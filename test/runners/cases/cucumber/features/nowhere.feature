Feature: nowhere
  @nowhere
  Scenario: has no database
    Then it has its row
