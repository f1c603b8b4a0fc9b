@example-session @notification @lists
Feature: Example session 9: Alice blocks Bob

  Scenario Outline: Bob leaves the allow list and enters the block list in one segment, the kit plays the <kit>
    Given the kit plays the <kit>
    And the accounts stand as in the example session
    And Alice is online
    When Alice blocks Bob:
      """
      # REM C-LST-02 C-LST-03 ADD C-LST-01
      >>> REM <rem=15> AL <bob=bob@passport.com>\r\n
          ADD <add=16> BL <bob> <bob-nickname=Bob>\r\n
      # Q-21: the original does not show these replies
      # S-REM-01 S-VRS-01
      <<< REM <rem> AL <removed=30> <bob>\r\n
      # S-ADD-01 S-VRS-01
      <<< ADD <add> BL <added=31> <bob> <bob-nickname>\r\n
      """
    Then Alice still answers
    And Alice's client knows these contacts (S-ADD-01):
      | contact | lists    |
      | Bob     | FL,BL,RL |

    @certify-client @C-LST-01 @C-LST-02 @C-LST-03 @C-LST-06
    Examples:
      | kit    |
      | server |

    @certify-server @S-REM-01 @S-VRS-01 @S-VRS-02 @S-ADD-01 @S-PRS-05 @S-PRS-08 @X-FRM-07
    Examples:
      | kit    |
      | client |
