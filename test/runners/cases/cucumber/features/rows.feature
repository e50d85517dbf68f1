Feature: rows
  Scenario: costs nothing
    Then nothing is there

  @data
  Scenario: has its row
    Then it has its row

  @data
  Scenario: has its row, too
    Then it has its row

  @own
  Scenario: has a database
    Then it has its row
