@example-session @notification @lists
Feature: Example session 4: synchronisation

  The list versions differ, so the server sends everything: settings, groups, contacts. The segments are cut as in the session:
  Carol's number in two, Dave in five with one segment that is a single space, the groups in one.

  Scenario Outline: The server sends Alice's whole list, the kit plays the <kit>
    Given the kit plays the <kit>
    And the accounts stand as in the example session
    And Alice is signed in
    When Alice synchronises:
      """
      # C-SYN-01 C-SYN-02
      >>> SYN <syn=8> <cached=6>\r\n
      # S-SYN-01
      <<< SYN <syn> <version=27> 5 4\r\n
      # S-SYN-05
      <<< GTC A\r\n
      # S-SYN-05
      <<< BLP AL\r\n
      # S-SYN-05
      <<< PRP PHH 01%20234\r\n
      # S-SYN-05
      <<< PRP PHM 56%20789\r\n
      # S-SYN-06
      <<< LSG 0 <other=Other%20Contacts> 0\r\n
          LSG <coworkers=1> Coworkers 0\r\n
          LSG <friends=2> Friends 0\r\n
          LSG <family=3> Family 0\r\n
      # Q-09: the original gives Bob 13
      # S-SYN-11
      <<< LST <bob=bob@passport.com> <bob-nickname=Bob> 11 0\r\n
          BPR MOB Y\r\n
      # S-SYN-11
      # Q-11: cut in the middle of a number
      <<< LST <carol=carol@passport.com> <carol-nickname=Carol> 3 0\r\n
          BPR PHM 9876
      # S-SYN-11
      <<< -54321\r\n
      # S-SYN-11
      # Q-12: the original has no nickname here
      <<< LST <dave=dave@passport.com> <dave-nickname=Dave> 1 <coworkers>,<friends>
      # S-SYN-11
      <<< ,<family>\r\n
          BPR PHH 3.1415926535\r\n
          BPR PH
      <<< W
      # Q-13: one space, lost in the original
      <<< \x20
      # S-SYN-11
      <<< 2.71841844\r\n
          BPR PHM sqrt(-1)\r\n
      # S-SYN-11
      <<< LST <eve=eve@passport.com> <eve-nickname=Eavesdropper> 12\r\n
      # S-SYN-11
      <<< LST <fred=fred@passport.com> <fred-nickname=Fred> 8\r\n
      """
    Then Alice's client knows these groups (S-SYN-06, C-SYN-04):
      | id          | name           |
      | 0           | Other Contacts |
      | <coworkers> | Coworkers      |
      | <friends>   | Friends        |
      | <family>    | Family         |
    And Alice's client knows these contacts (S-SYN-11, C-SYN-04):
      | contact | lists    | PHH          | PHW        | PHM        |
      | Bob     | FL,AL,RL |              |            |            |
      | Carol   | FL,AL    |              |            | 9876-54321 |
      | Dave    | FL       | 3.1415926535 | 2.71841844 | sqrt(-1)   |
      | Eve     | BL,RL    |              |            |            |
      | Fred    | RL       |              |            |            |
    And Alice's client knows these contacts (S-SYN-11, C-SYN-08):
      | contact | groups                         |
      | Bob     | 0                              |
      | Carol   | 0                              |
      | Dave    | <coworkers>,<friends>,<family> |
      | Eve     |                                |
      | Fred    |                                |

    @certify-client @C-SYN-04 @C-SYN-01 @C-SYN-02 @C-SYN-06 @C-SYN-07 @C-SYN-08 @C-SYN-12 @X-FRM-06 @X-FRM-07 @X-FRM-08 @X-ENC-01 @X-VER-01
    Examples:
      | kit    |
      | server |

    @certify-server @S-SYN-01 @S-SYN-02 @S-SYN-03 @S-SYN-04 @S-SYN-05 @S-SYN-06 @S-SYN-07 @S-SYN-08 @S-SYN-09 @S-SYN-11 @S-SYN-12 @S-SYN-13 @S-SYN-14 @S-ADD-04 @X-ENC-01 @X-VER-01
    Examples:
      | kit    |
      | client |
