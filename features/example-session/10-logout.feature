@example-session @notification @login
Feature: Example session 10: Alice logs out

  Scenario Outline: Alice logs out, the kit plays the <kit>
    Given the kit plays the <kit>
    And Alice is online
    When Alice logs out:
      """
      # C-OUT-01
      >>> OUT\r\n
      # Q-24: some servers answer OUT before they close
      # S-OUT-01
      <<< (close)
      """
    Then Alice can sign in again

    @certify-client @C-OUT-01 @C-SYN-10
    Examples:
      | kit    |
      | server |

    @certify-server @S-OUT-01
    Examples:
      | kit    |
      | client |

  @certify-server @S-OUT-02 @S-SYN-11 @S-SYN-12
  Example: What Alice asked for before she left has been done
    Given the kit plays the client
    And the accounts stand as in the example session
    And Alice is online
    When Alice sends:
      """
      # S-OUT-02
      >>> REM <rem=15> AL <bob=bob@passport.com>\r\n
          ADD <add=16> BL <bob> Bob\r\n
          OUT\r\n
      # S-OUT-01
      <<< (close)
      """
    And Alice signs in again
    Then Alice's client knows these contacts (S-OUT-02):
      | contact | lists    |
      | Bob     | FL,BL,RL |
