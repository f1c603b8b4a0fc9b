@example-session @certify-server @notification @presence
Feature: Example session 12: who is told of whose presence

  The session's summary of Alice's lists, corrected by errata Q-14 and Q-15: Bob and Fred have her on their lists and may see her, Eve has her on
  her list and is blocked, Carol may see her and does not care.

  Background:
    Given the kit plays the client
    And the accounts stand as in the example session

  @S-PRS-01 @S-PRS-05 @S-PRS-06 @S-PRS-07
  Example: Alice becomes visible
    Given these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
      | Carol   | NLN    | 24        |
      | Eve     | NLN    | 24        |
      | Fred    | NLN    | 24        |
    And Alice is signed in and synchronised
    When Alice sends:
      """
      >>> CHG <chg=9> NLN 268435492\r\n
      # S-CHG-01
      <<< CHG <chg> NLN 268435492\r\n
      """
    Then Bob is told:
      """
      # S-PRS-01
      <<< NLN NLN <alice> <alice-name=Alice> 268435492\r\n
      """
    And Fred is told:
      """
      # S-PRS-06
      <<< NLN NLN <alice> <alice-name=Alice> 268435492\r\n
      """
    And Eve is told nothing more
    And Carol is told nothing more

  @S-PRS-05 @S-PRS-08
  Example: Bob is blocked, and sees no more
    Given these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
      | Fred    | NLN    | 24        |
    And Alice is online
    When Alice sends:
      """
      >>> REM <rem=15> AL <bob>\r\n
          ADD <add=16> BL <bob> Bob\r\n
      # REM S-REM-01 ADD S-ADD-01
      <<< REM <rem> AL <removed=30> <bob>\r\n
          ADD <add> BL <added=31> <bob> Bob\r\n
      >>> CHG <chg=17> BSY 0\r\n
      # S-CHG-01
      <<< CHG <chg> BSY 0\r\n
      """
    Then Fred is told:
      """
      # S-PRS-06
      <<< NLN BSY <alice> <alice-name=Alice> 0\r\n
      """
    And Bob is told:
      """
      # S-PRS-08
      <<< FLN <alice>\r\n
      """
    And Bob is told nothing more
    And Alice still answers

  @S-PRS-03
  Example: Bob's connection breaks
    Given these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
    And Alice is online
    When Bob's connection breaks:
      """
      # S-PRS-03
      <<< FLN <bob>\r\n
      """
    Then Alice still answers

  @lists @S-ADD-03 @S-REM-04 @S-ROB-09
  Example: Carol adds Alice to her list, and takes her off again
    Given these contacts are online:
      | contact | status | client id |
      | Carol   | NLN    | 24        |
    And Alice is online
    When Carol adds Alice to her list:
      """
      # S-ADD-03
      <<< ADD 0 RL <added=32> <carol> <carol-name=Carol>\r\n
      """
    And Carol takes Alice off her list:
      """
      # S-REM-04
      <<< REM 0 RL <removed=33> <carol>\r\n
      """
    Then Alice still answers

  @lists @S-ADD-11
  Example: Alice takes Fred, who is online, onto her list
    Given these contacts are online:
      | contact | status | client id |
      | Fred    | NLN    | 24        |
    And Alice is online
    When Alice sends:
      """
      >>> ADD <add=15> FL <fred> Fred 0\r\n
      # S-ADD-02
      <<< ADD <add> FL <added=30> <fred> Fred 0\r\n
      """
    Then Alice still answers
