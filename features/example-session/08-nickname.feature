@example-session @notification @lists
Feature: Example session 8: a nickname follows

  Scenario Outline: Alice renames Carol, the kit plays the <kit>
    Given the kit plays the <kit>
    And the accounts stand as in the example session
    And Alice is online
    When Alice renames Carol to Caroline:
      """
      # C-REA-01
      >>> REA <rea=14> <carol=carol@passport.com> Caroline\r\n
      # Q-20: the original repeats list version 28
      # S-REA-01 S-VRS-01
      <<< REA <rea> <version=29> <carol> Caroline\r\n
      """
    Then Alice still answers
    And Alice's client knows these contacts (S-REA-01, C-REA-01):
      | contact | name     |
      | Carol   | Caroline |

    @certify-client @C-REA-01 @C-TRI-01
    Examples:
      | kit    |
      | server |

    @certify-server @S-REA-01 @S-VRS-01 @S-VRS-02
    Examples:
      | kit    |
      | client |
